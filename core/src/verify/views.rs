//! Typed views of released claims: one type for each document type, one getter for each element.
//!
//! Generated from `core/doctypes`; do not edit. `TASHIKA_WRITE=1 cargo test -p tashika --test views`
//! writes it.

use super::report::{Claims, DocumentReport};
use super::view::{self, Read, getter, view};
use crate::codec::Value;
use crate::doctype::age::BirthDate;
use crate::doctype::{Date, IndividualNumber};
use crate::instant::Timestamp;

view! { Mdl ["org.iso.18013.5.1.mDL"] "Mobile driving licence (モバイル運転免許証)" {
    family_name Text ["org.iso.18013.5.1"] ["family_name"] "Family name (氏)";
    given_name Text ["org.iso.18013.5.1"] ["given_name"] "Given names (名)";
    birth_date BirthDate ["org.iso.18013.5.1"] ["birth_date"] "Date of birth (生年月日)";
    issue_date Date ["org.iso.18013.5.1"] ["issue_date"] "Date of issue (交付日)";
    expiry_date Date ["org.iso.18013.5.1"] ["expiry_date"] "Date of expiry (有効期限)";
    issuing_country Text ["org.iso.18013.5.1"] ["issuing_country"] "Issuing country (発行国)";
    issuing_authority Text ["org.iso.18013.5.1"] ["issuing_authority"] "Issuing authority (発行機関)";
    document_number Text ["org.iso.18013.5.1"] ["document_number"] "Licence number (免許証番号)";
    portrait Bytes ["org.iso.18013.5.1"] ["portrait"] "Portrait (顔写真)";
    driving_privileges Value ["org.iso.18013.5.1"] ["driving_privileges"] "Driving privileges (運転できる車両の区分)";
    un_distinguishing_sign Text ["org.iso.18013.5.1"] ["un_distinguishing_sign"] "Distinguishing sign of the country (国の識別記号)";
    administrative_number Text ["org.iso.18013.5.1"] ["administrative_number"] "Administrative number (管理番号)";
    sex Uint ["org.iso.18013.5.1"] ["sex"] "Sex (性別)";
    height Uint ["org.iso.18013.5.1"] ["height"] "Height in cm (身長(cm))";
    weight Uint ["org.iso.18013.5.1"] ["weight"] "Weight in kg (体重(kg))";
    eye_colour Text ["org.iso.18013.5.1"] ["eye_colour"] "Eye colour (目の色)";
    hair_colour Text ["org.iso.18013.5.1"] ["hair_colour"] "Hair colour (髪の色)";
    birth_place Text ["org.iso.18013.5.1"] ["birth_place"] "Place of birth (出生地)";
    resident_address Text ["org.iso.18013.5.1"] ["resident_address"] "Address (住所)";
    portrait_capture_date Tdate ["org.iso.18013.5.1"] ["portrait_capture_date"] "Date of the portrait (写真の撮影日)";
    age_in_years Uint ["org.iso.18013.5.1"] ["age_in_years"] "Age in years (年齢)";
    age_birth_year Uint ["org.iso.18013.5.1"] ["age_birth_year"] "Year of birth (出生年)";
    age_over AgeOver ["org.iso.18013.5.1"] ["age_over_"] "At least NN years old (NN歳以上)";
    issuing_jurisdiction Text ["org.iso.18013.5.1"] ["issuing_jurisdiction"] "Issuing jurisdiction (発行管轄)";
    nationality Text ["org.iso.18013.5.1"] ["nationality"] "Nationality (国籍)";
    resident_street Text ["org.iso.18013.5.1"] ["resident_street"] "Street (住所(番地))";
    resident_city Text ["org.iso.18013.5.1"] ["resident_city"] "City (住所(市区町村))";
    resident_state Text ["org.iso.18013.5.1"] ["resident_state"] "State or province (住所(都道府県・州))";
    resident_postal_code Text ["org.iso.18013.5.1"] ["resident_postal_code"] "Postal code (郵便番号)";
    resident_country Text ["org.iso.18013.5.1"] ["resident_country"] "Country of residence (居住国)";
    biometric_template BytesOf ["org.iso.18013.5.1"] ["biometric_template_"] "Biometric template (生体情報テンプレート)";
    family_name_national_character Text ["org.iso.18013.5.1"] ["family_name_national_character"] "Family name in national characters (氏(各国文字))";
    given_name_national_character Text ["org.iso.18013.5.1"] ["given_name_national_character"] "Given names in national characters (名(各国文字))";
    signature_usual_mark Bytes ["org.iso.18013.5.1"] ["signature_usual_mark"] "Signature (署名)";
}}

view! { Aamva ["org.iso.18013.5.1.mDL"] "Mobile driving licence: AAMVA's domestic elements (モバイル運転免許証: AAMVA国内項目)" {
    domestic_driving_privileges Value ["org.iso.18013.5.1.aamva"] ["domestic_driving_privileges"] "Domestic driving privileges (国内の運転区分)";
    name_suffix Text ["org.iso.18013.5.1.aamva"] ["name_suffix"] "Name suffix (氏名の接尾辞)";
    organ_donor Uint ["org.iso.18013.5.1.aamva"] ["organ_donor"] "Organ donor (臓器提供の意思表示)";
    veteran Uint ["org.iso.18013.5.1.aamva"] ["veteran"] "Veteran (退役軍人)";
    family_name_truncation Text ["org.iso.18013.5.1.aamva"] ["family_name_truncation"] "Family name truncated (氏の省略)";
    given_name_truncation Text ["org.iso.18013.5.1.aamva"] ["given_name_truncation"] "Given names truncated (名の省略)";
    aka_family_name Text ["org.iso.18013.5.1.aamva"] ["aka_family_name", "aka_family_name.v2"] "Other family name (別名の氏)";
    aka_given_name Text ["org.iso.18013.5.1.aamva"] ["aka_given_name", "aka_given_name.v2"] "Other given names (別名の名)";
    aka_suffix Text ["org.iso.18013.5.1.aamva"] ["aka_suffix"] "Suffix of the other name (別名の接尾辞)";
    weight_range Uint ["org.iso.18013.5.1.aamva"] ["weight_range"] "Range of weight (体重の区分)";
    race_ethnicity Text ["org.iso.18013.5.1.aamva"] ["race_ethnicity"] "Race or ethnicity (人種・民族)";
    edl_credential Uint ["org.iso.18013.5.1.aamva"] ["EDL_credential"] "Enhanced licence or card (EDLの種別)";
    sex Uint ["org.iso.18013.5.1.aamva"] ["sex"] "Sex (性別)";
    dhs_compliance Text ["org.iso.18013.5.1.aamva"] ["DHS_compliance"] "REAL ID compliance (REAL ID適合)";
    dhs_compliance_text Text ["org.iso.18013.5.1.aamva"] ["DHS_compliance_text"] "REAL ID compliance in words (REAL ID適合(文言))";
    dhs_temporary_lawful_status Uint ["org.iso.18013.5.1.aamva"] ["DHS_temporary_lawful_status"] "Temporary lawful status (一時的な合法滞在)";
    resident_county Text ["org.iso.18013.5.1.aamva"] ["resident_county"] "County (郡)";
    hazmat_endorsement_expiration_date Date ["org.iso.18013.5.1.aamva"] ["hazmat_endorsement_expiration_date"] "End of the hazardous materials endorsement (危険物取扱資格の期限)";
    cdl_indicator Uint ["org.iso.18013.5.1.aamva"] ["CDL_indicator"] "Commercial licence (商用免許)";
    audit_information Text ["org.iso.18013.5.1.aamva"] ["audit_information"] "Audit information (監査情報)";
    aamva_version Uint ["org.iso.18013.5.1.aamva"] ["aamva_version"] "Version of the AAMVA namespace (AAMVA名前空間の版)";
}}

view! { MyNumberCard ["org.iso.23220.1.jp.mnc"] "My Number Card (マイナンバーカード)" {
    full_name_unicode Text ["org.iso.23220.1.jp"] ["full_name_unicode"] "Full name (氏名)";
    resident_address_unicode Text ["org.iso.23220.1.jp"] ["resident_address_unicode"] "Registered address (住所)";
    local_gov_code_unicode Text ["org.iso.23220.1.jp"] ["local_gov_code_unicode"] "Municipality code (市区町村コード)";
    individual_number_unicode IndividualNumber ["org.iso.23220.1.jp"] ["individual_number_unicode"] "Individual Number (個人番号)";
    portrait Bytes ["org.iso.23220.1.jp"] ["portrait"] "Portrait (顔写真)";
    sex_unicode Text ["org.iso.23220.1.jp"] ["sex_unicode"] "Sex in words (性別(文字))";
    birth_date_unicode Text ["org.iso.23220.1.jp"] ["birth_date_unicode"] "Date of birth in words (生年月日(文字))";
    sex Uint ["org.iso.23220.1"] ["sex"] "Sex (性別)";
    birth_date BirthDate ["org.iso.23220.1"] ["birth_date"] "Date of birth (生年月日)";
    age_in_years Uint ["org.iso.23220.1"] ["age_in_years"] "Age in years (年齢)";
    age_over AgeOver ["org.iso.23220.1"] ["age_over_"] "At least NN years old (NN歳以上)";
}}

view! { PhotoId ["org.iso.23220.photoid.1"] "Photo ID (フォトID)" {
    family_name Text ["org.iso.23220.1"] ["family_name", "family_name_unicode"] "Family name (氏)";
    given_name Text ["org.iso.23220.1"] ["given_name", "given_name_unicode"] "Given names (名)";
    family_name_viz Text ["org.iso.23220.1"] ["family_name_viz"] "Family name as printed (氏(券面))";
    given_name_viz Text ["org.iso.23220.1"] ["given_name_viz"] "Given names as printed (名(券面))";
    birth_date BirthDate ["org.iso.23220.1"] ["birth_date"] "Date of birth (生年月日)";
    portrait Bytes ["org.iso.23220.1"] ["portrait"] "Portrait (顔写真)";
    issue_date Date ["org.iso.23220.1"] ["issue_date"] "Date of issue (交付日)";
    expiry_date Date ["org.iso.23220.1"] ["expiry_date"] "Date of expiry (有効期限)";
    issuing_authority Text ["org.iso.23220.1"] ["issuing_authority", "issuing_authority_unicode"] "Issuing authority (発行機関)";
    issuing_country Text ["org.iso.23220.1"] ["issuing_country"] "Issuing country (発行国)";
    age_in_years Uint ["org.iso.23220.1"] ["age_in_years"] "Age in years (年齢)";
    age_over AgeOver ["org.iso.23220.1"] ["age_over_"] "At least NN years old (NN歳以上)";
    age_birth_year Uint ["org.iso.23220.1"] ["age_birth_year"] "Year of birth (出生年)";
    portrait_capture_date Date ["org.iso.23220.1"] ["portrait_capture_date"] "Date of the portrait (写真の撮影日)";
    birthplace Text ["org.iso.23220.1"] ["birthplace"] "Place of birth (出生地)";
    name_at_birth Text ["org.iso.23220.1"] ["name_at_birth"] "Name at birth (出生時の氏名)";
    resident_address Text ["org.iso.23220.1"] ["resident_address", "resident_address_unicode"] "Address (住所)";
    resident_city Text ["org.iso.23220.1"] ["resident_city", "resident_city_unicode"] "City (住所(市区町村))";
    resident_postal_code Text ["org.iso.23220.1"] ["resident_postal_code"] "Postal code (郵便番号)";
    resident_country Text ["org.iso.23220.1"] ["resident_country"] "Country of residence (居住国)";
    resident_city_latin1 Text ["org.iso.23220.1"] ["resident_city_latin1"] "City in Latin letters (住所(市区町村・ラテン文字))";
    sex Uint ["org.iso.23220.1"] ["sex"] "Sex (性別)";
    nationality Text ["org.iso.23220.1"] ["nationality"] "Nationality (国籍)";
    document_number Text ["org.iso.23220.1"] ["document_number"] "Document number (文書番号)";
    issuing_subdivision Text ["org.iso.23220.1"] ["issuing_subdivision"] "Issuing subdivision (発行地域)";
    family_name_latin1 Text ["org.iso.23220.1"] ["family_name_latin1"] "Family name in Latin letters (氏(ラテン文字))";
    given_name_latin1 Text ["org.iso.23220.1"] ["given_name_latin1"] "Given names in Latin letters (名(ラテン文字))";
    person_id Text ["org.iso.23220.photoid.1"] ["person_id"] "Person identifier (個人識別子)";
    birth_country Text ["org.iso.23220.photoid.1"] ["birth_country"] "Country of birth (出生国)";
    birth_state Text ["org.iso.23220.photoid.1"] ["birth_state"] "State of birth (出生地(州・県))";
    birth_city Text ["org.iso.23220.photoid.1"] ["birth_city"] "City of birth (出生地(市区町村))";
    administrative_number Text ["org.iso.23220.photoid.1"] ["administrative_number"] "Administrative number (管理番号)";
    resident_street Text ["org.iso.23220.photoid.1"] ["resident_street"] "Street (住所(番地))";
    resident_house_number Text ["org.iso.23220.photoid.1"] ["resident_house_number"] "House number (住所(号))";
    resident_state Text ["org.iso.23220.photoid.1"] ["resident_state"] "State of residence (住所(都道府県・州))";
    travel_document_number Text ["org.iso.23220.photoid.1"] ["travel_document_number"] "Number of the travel document (渡航文書番号)";
    travel_document_type Text ["org.iso.23220.photoid.1"] ["travel_document_type"] "Kind of the travel document (渡航文書の種別)";
    travel_document_mrz Text ["org.iso.23220.photoid.1"] ["travel_document_mrz"] "Machine-readable zone of the travel document (渡航文書の機械読取領域)";
    version Text ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"] ["version"] "Version of the data groups (データグループの版)";
    sod Bytes ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"] ["sod"] "Document security object (文書セキュリティオブジェクト)";
    dg1 Bytes ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"] ["dg1"] "Data group 1 (データグループ1)";
    dg2 Bytes ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"] ["dg2"] "Data group 2 (データグループ2)";
    dg3 Bytes ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"] ["dg3"] "Data group 3 (データグループ3)";
    dg4 Bytes ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"] ["dg4"] "Data group 4 (データグループ4)";
    dg5 Bytes ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"] ["dg5"] "Data group 5 (データグループ5)";
    dg6 Bytes ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"] ["dg6"] "Data group 6 (データグループ6)";
    dg7 Bytes ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"] ["dg7"] "Data group 7 (データグループ7)";
    dg8 Bytes ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"] ["dg8"] "Data group 8 (データグループ8)";
    dg9 Bytes ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"] ["dg9"] "Data group 9 (データグループ9)";
    dg10 Bytes ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"] ["dg10"] "Data group 10 (データグループ10)";
    dg11 Bytes ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"] ["dg11"] "Data group 11 (データグループ11)";
    dg12 Bytes ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"] ["dg12"] "Data group 12 (データグループ12)";
    dg13 Bytes ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"] ["dg13"] "Data group 13 (データグループ13)";
    dg14 Bytes ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"] ["dg14"] "Data group 14 (データグループ14)";
    dg15 Bytes ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"] ["dg15"] "Data group 15 (データグループ15)";
    dg16 Bytes ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"] ["dg16"] "Data group 16 (データグループ16)";
}}

view! { PhotoId2024 ["org.iso.23220.photoID.1"] "Photo ID (draft of 2024) (フォトID(2024年草案))" {
    family_name_unicode Text ["org.iso.23220.1"] ["family_name_unicode"] "Family name (氏)";
    given_name_unicode Text ["org.iso.23220.1"] ["given_name_unicode"] "Given names (名)";
    birth_date BirthDate ["org.iso.23220.1"] ["birth_date"] "Date of birth (生年月日)";
    portrait Bytes ["org.iso.23220.1"] ["portrait"] "Portrait (顔写真)";
    issue_date Date ["org.iso.23220.1"] ["issue_date"] "Date of issue (交付日)";
    expiry_date Date ["org.iso.23220.1"] ["expiry_date"] "Date of expiry (有効期限)";
    issuing_authority_unicode Text ["org.iso.23220.1"] ["issuing_authority_unicode"] "Issuing authority (発行機関)";
    issuing_country Text ["org.iso.23220.1"] ["issuing_country"] "Issuing country (発行国)";
    age_in_years Uint ["org.iso.23220.1"] ["age_in_years"] "Age in years (年齢)";
    age_over AgeOver ["org.iso.23220.1"] ["age_over_"] "At least NN years old (NN歳以上)";
    age_birth_year Uint ["org.iso.23220.1"] ["age_birth_year"] "Year of birth (出生年)";
    portrait_capture_date Date ["org.iso.23220.1"] ["portrait_capture_date"] "Date of the portrait (写真の撮影日)";
    birthplace Text ["org.iso.23220.1"] ["birthplace"] "Place of birth (出生地)";
    name_at_birth Text ["org.iso.23220.1"] ["name_at_birth"] "Name at birth (出生時の氏名)";
    resident_address_unicode Text ["org.iso.23220.1"] ["resident_address_unicode"] "Address (住所)";
    resident_city_unicode Text ["org.iso.23220.1"] ["resident_city_unicode"] "City (住所(市区町村))";
    resident_postal_code Text ["org.iso.23220.1"] ["resident_postal_code"] "Postal code (郵便番号)";
    resident_country Text ["org.iso.23220.1"] ["resident_country"] "Country of residence (居住国)";
    resident_city_latin1 Text ["org.iso.23220.1"] ["resident_city_latin1"] "City in Latin letters (住所(市区町村・ラテン文字))";
    sex Uint ["org.iso.23220.1"] ["sex"] "Sex (性別)";
    nationality Text ["org.iso.23220.1"] ["nationality"] "Nationality (国籍)";
    document_number Text ["org.iso.23220.1"] ["document_number"] "Document number (文書番号)";
    issuing_subdivision Text ["org.iso.23220.1"] ["issuing_subdivision"] "Issuing subdivision (発行地域)";
    family_name_latin1 Text ["org.iso.23220.1"] ["family_name_latin1"] "Family name in Latin letters (氏(ラテン文字))";
    given_name_latin1 Text ["org.iso.23220.1"] ["given_name_latin1"] "Given names in Latin letters (名(ラテン文字))";
    person_id Text ["org.iso.23220.photoID.1"] ["person_id"] "Person identifier (個人識別子)";
    birth_country Text ["org.iso.23220.photoID.1"] ["birth_country"] "Country of birth (出生国)";
    birth_state Text ["org.iso.23220.photoID.1"] ["birth_state"] "State of birth (出生地(州・県))";
    birth_city Text ["org.iso.23220.photoID.1"] ["birth_city"] "City of birth (出生地(市区町村))";
    administrative_number Text ["org.iso.23220.photoID.1"] ["administrative_number"] "Administrative number (管理番号)";
    resident_street Text ["org.iso.23220.photoID.1"] ["resident_street"] "Street (住所(番地))";
    resident_house_number Text ["org.iso.23220.photoID.1"] ["resident_house_number"] "House number (住所(号))";
    resident_state Text ["org.iso.23220.photoID.1"] ["resident_state"] "State of residence (住所(都道府県・州))";
    travel_document_number Text ["org.iso.23220.photoID.1"] ["travel_document_number"] "Number of the travel document (渡航文書番号)";
    dtc_version Text ["org.iso.23220.dtc.1"] ["dtc_version"] "Version of the data groups (データグループの版)";
    dtc_sod Bytes ["org.iso.23220.dtc.1"] ["dtc_sod"] "Document security object (文書セキュリティオブジェクト)";
    dtc_dg1 Bytes ["org.iso.23220.dtc.1"] ["dtc_dg1"] "Data group 1 (データグループ1)";
    dtc_dg2 Bytes ["org.iso.23220.dtc.1"] ["dtc_dg2"] "Data group 2 (データグループ2)";
    dtc_dg3 Bytes ["org.iso.23220.dtc.1"] ["dtc_dg3"] "Data group 3 (データグループ3)";
    dtc_dg4 Bytes ["org.iso.23220.dtc.1"] ["dtc_dg4"] "Data group 4 (データグループ4)";
    dtc_dg5 Bytes ["org.iso.23220.dtc.1"] ["dtc_dg5"] "Data group 5 (データグループ5)";
    dtc_dg6 Bytes ["org.iso.23220.dtc.1"] ["dtc_dg6"] "Data group 6 (データグループ6)";
    dtc_dg7 Bytes ["org.iso.23220.dtc.1"] ["dtc_dg7"] "Data group 7 (データグループ7)";
    dtc_dg8 Bytes ["org.iso.23220.dtc.1"] ["dtc_dg8"] "Data group 8 (データグループ8)";
    dtc_dg9 Bytes ["org.iso.23220.dtc.1"] ["dtc_dg9"] "Data group 9 (データグループ9)";
    dtc_dg10 Bytes ["org.iso.23220.dtc.1"] ["dtc_dg10"] "Data group 10 (データグループ10)";
    dtc_dg11 Bytes ["org.iso.23220.dtc.1"] ["dtc_dg11"] "Data group 11 (データグループ11)";
    dtc_dg12 Bytes ["org.iso.23220.dtc.1"] ["dtc_dg12"] "Data group 12 (データグループ12)";
    dtc_dg13 Bytes ["org.iso.23220.dtc.1"] ["dtc_dg13"] "Data group 13 (データグループ13)";
    dtc_dg14 Bytes ["org.iso.23220.dtc.1"] ["dtc_dg14"] "Data group 14 (データグループ14)";
    dtc_dg15 Bytes ["org.iso.23220.dtc.1"] ["dtc_dg15"] "Data group 15 (データグループ15)";
    dtc_dg16 Bytes ["org.iso.23220.dtc.1"] ["dtc_dg16"] "Data group 16 (データグループ16)";
}}

view! { EuPid ["eu.europa.ec.eudi.pid.1"] "European person identification data (欧州デジタルIDの個人識別データ)" {
    family_name Text ["eu.europa.ec.eudi.pid.1"] ["family_name"] "Family name (氏)";
    given_name Text ["eu.europa.ec.eudi.pid.1"] ["given_name"] "Given names (名)";
    birth_date BirthDate ["eu.europa.ec.eudi.pid.1"] ["birth_date"] "Date of birth (生年月日)";
    place_of_birth Value ["eu.europa.ec.eudi.pid.1"] ["place_of_birth"] "Place of birth (出生地)";
    birth_place Text ["eu.europa.ec.eudi.pid.1"] ["birth_place"] "Place of birth (earlier editions) (出生地(旧版))";
    nationality Value ["eu.europa.ec.eudi.pid.1"] ["nationality"] "Nationalities (国籍)";
    resident_address Text ["eu.europa.ec.eudi.pid.1"] ["resident_address"] "Address (住所)";
    resident_country Text ["eu.europa.ec.eudi.pid.1"] ["resident_country"] "Country of residence (居住国)";
    resident_state Text ["eu.europa.ec.eudi.pid.1"] ["resident_state"] "State of residence (住所(州・県))";
    resident_city Text ["eu.europa.ec.eudi.pid.1"] ["resident_city"] "City (住所(市区町村))";
    resident_postal_code Text ["eu.europa.ec.eudi.pid.1"] ["resident_postal_code"] "Postal code (郵便番号)";
    resident_street Text ["eu.europa.ec.eudi.pid.1"] ["resident_street"] "Street (住所(通り))";
    resident_house_number Text ["eu.europa.ec.eudi.pid.1"] ["resident_house_number"] "House number (earlier editions) (住所(番地・旧版))";
    personal_administrative_number Text ["eu.europa.ec.eudi.pid.1"] ["personal_administrative_number"] "Personal administrative number (個人行政番号)";
    portrait Bytes ["eu.europa.ec.eudi.pid.1"] ["portrait"] "Portrait (顔写真)";
    family_name_birth Text ["eu.europa.ec.eudi.pid.1"] ["family_name_birth"] "Family name at birth (出生時の氏)";
    given_name_birth Text ["eu.europa.ec.eudi.pid.1"] ["given_name_birth"] "Given names at birth (出生時の名)";
    sex Uint ["eu.europa.ec.eudi.pid.1"] ["sex"] "Sex (性別)";
    email_address Text ["eu.europa.ec.eudi.pid.1"] ["email_address"] "E-mail address (電子メールアドレス)";
    mobile_phone_number Text ["eu.europa.ec.eudi.pid.1"] ["mobile_phone_number"] "Mobile phone number (携帯電話番号)";
    expiry_date Date ["eu.europa.ec.eudi.pid.1"] ["expiry_date"] "Date of expiry (有効期限)";
    issuance_date Date ["eu.europa.ec.eudi.pid.1"] ["issuance_date"] "Date of issue (発行日)";
    issuing_authority Text ["eu.europa.ec.eudi.pid.1"] ["issuing_authority"] "Issuing authority (発行機関)";
    issuing_country Text ["eu.europa.ec.eudi.pid.1"] ["issuing_country"] "Issuing country (発行国)";
    document_number Text ["eu.europa.ec.eudi.pid.1"] ["document_number"] "Document number (文書番号)";
    issuing_jurisdiction Text ["eu.europa.ec.eudi.pid.1"] ["issuing_jurisdiction"] "Issuing jurisdiction (発行管轄)";
    trust_anchor Text ["eu.europa.ec.eudi.pid.1"] ["trust_anchor"] "Where the trust anchor is (トラストアンカーの所在)";
    attestation_legal_category Text ["eu.europa.ec.eudi.pid.1"] ["attestation_legal_category"] "Legal category (法的区分)";
    age_in_years Uint ["eu.europa.ec.eudi.pid.1"] ["age_in_years"] "Age in years (earlier editions) (年齢(旧版))";
    age_birth_year Uint ["eu.europa.ec.eudi.pid.1"] ["age_birth_year"] "Year of birth (earlier editions) (出生年(旧版))";
    age_over AgeOver ["eu.europa.ec.eudi.pid.1"] ["age_over_"] "At least NN years old (earlier editions) (NN歳以上(旧版))";
}}

view! { EuAgeVerification ["eu.europa.ec.av.1"] "European proof of age (欧州の年齢証明)" {
    age_over AgeOver ["eu.europa.ec.av.1"] ["age_over_"] "At least NN years old (NN歳以上)";
}}

view! { StudentId ["com.example.student-id.1"] "Student card (an example of an own type) (学生証(独自の文書種別の例))" {
    full_name Text ["com.example.student-id.1"] ["full_name"] "Full name (氏名)";
    student_number Text ["com.example.student-id.1"] ["student_number"] "Student number (学籍番号)";
    university Text ["com.example.student-id.1"] ["university"] "University (大学名)";
    enrolled Bool ["com.example.student-id.1"] ["enrolled"] "Enrolled (在籍中)";
    expiry_date Date ["com.example.student-id.1"] ["expiry_date"] "Date of expiry (有効期限)";
    portrait Bytes ["com.example.student-id.1"] ["portrait"] "Portrait (顔写真)";
}}
